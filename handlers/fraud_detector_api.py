"""The Fraud Detector endpoint: translates what the service's clients ask, and asks the pipeline's functions."""

import os
import time
from typing import Any

from handlers.aws.called_functions import CalledFunctions, FunctionNames
from handlers.aws.clients import FUNCTION_TIMEOUTS, aws_client
from handlers.aws.event_labels import EventLabels
from handlers.aws.fraud_detector_service import FraudDetectorService
from handlers.aws.log import LambdaContext, Logger
from handlers.aws.told_strategies import ToldStrategies
from handlers.fraud_detector.faults import InternalFault, ServiceFault
from handlers.fraud_detector.requests import decode_request
from handlers.fraud_detector.wire import answer_response, fault_response, target_and_body

log = Logger("fraud-detector-api")
names = FunctionNames(*(os.environ[f"{name}_FUNCTION"] for name in ("DECISION", "INGESTION", "FEEDBACK", "QUERIES")))
functions = CalledFunctions(aws_client("lambda", FUNCTION_TIMEOUTS), names)
service = FraudDetectorService(functions, ToldStrategies(functions), EventLabels(functions, time.monotonic, time.sleep))


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Respond to API Gateway's proxy event with a request of the service's."""
    log.bind(request_id=context.aws_request_id)
    operation = "unknown"
    try:
        request = decode_request(*target_and_body(event))
        operation = type(request).__name__
        answer = service.answer(request, time.time_ns() // 1_000_000)
    except ServiceFault as fault:
        if isinstance(fault, InternalFault):
            log.error("failed", operation=operation, reason=str(fault), cause=str(fault.__cause__ or ""))
        else:
            log.info("refused", operation=operation, reason=fault.name)
        return fault_response(fault)
    log.info("answered", operation=operation)
    return answer_response(answer)

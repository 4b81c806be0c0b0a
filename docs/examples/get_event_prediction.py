"""Ask for a prediction as the user guide of Amazon Fraud Detector shows it, unchanged but for the last line.

Nothing here says where it is answered: that is what `fraudctl import fraud-detector --client-config DIR` writes.

    . client/client.env
    .venv/bin/python docs/examples/get_event_prediction.py

The call is that of the guide's page "Get predictions", whose examples are licensed under MIT-0.
"""

import boto3

# fmt: off
fraudDetector = boto3.client('frauddetector')

response = fraudDetector.get_event_prediction(
    detectorId = 'sample_detector',
    eventId = '802454d3-f7d8-482d-97e8-c4b6db9a0428',
    eventTypeName = 'sample_registration',
    eventTimestamp = '2020-07-13T23:18:21Z',
    entities = [{'entityType':'sample_customer', 'entityId':'12345'}],
    eventVariables = {
        'email_address' : 'johndoe@exampledomain.com',
        'ip_address' : '1.2.3.4'
    }
)

# fmt: on
print(response["ruleResults"])

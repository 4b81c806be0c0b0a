"""Everything that a shell may have set for AWS and for the network, with useless values."""

from collections.abc import Mapping

NOWHERE = "http://nowhere.invalid:1"

PROXIES = {
    name: NOWHERE
    for word in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "FTP_PROXY", "GRPC_PROXY")
    for name in (word, word.lower())
} | {"NO_PROXY": "", "no_proxy": ""}

ENDPOINTS = {
    "AWS_ENDPOINT_URL": NOWHERE,
    "AWS_ENDPOINT_URL_DYNAMODB": "nonsense",
    "AWS_ENDPOINT_URL_STS": NOWHERE,
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
}

ACCOUNT = {
    "AWS_PROFILE": "nobody",
    "AWS_DEFAULT_PROFILE": "nobody",
    "AWS_CONFIG_FILE": "/nowhere/config",
    "AWS_SHARED_CREDENTIALS_FILE": "/nowhere/credentials",
    "AWS_ACCESS_KEY_ID": "half of it",
    "AWS_SESSION_TOKEN": "nonsense",
    "AWS_REGION": "nowhere 1",
    "AWS_DEFAULT_REGION": "nowhere 2",
    "AWS_ROLE_ARN": "nonsense",
    "AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere/token",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI": "nonsense",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT": "nonsense",
}

SDK = {
    "AWS_CA_BUNDLE": "/nowhere/bundle.pem",
    "REQUESTS_CA_BUNDLE": "/nowhere/bundle.pem",
    "CURL_CA_BUNDLE": "/nowhere/bundle.pem",
    "SSL_CERT_FILE": "/nowhere/bundle.pem",
    "AWS_DATA_PATH": "/nowhere",
    "AWS_USE_FIPS_ENDPOINT": "true",
    "AWS_USE_DUALSTACK_ENDPOINT": "true",
    "AWS_MAX_ATTEMPTS": "many",
    "AWS_RETRY_MODE": "hard",
    "AWS_DEFAULTS_MODE": "odd",
    "AWS_STS_REGIONAL_ENDPOINTS": "odd",
    "AWS_REQUEST_CHECKSUM_CALCULATION": "odd",
    "AWS_RESPONSE_CHECKSUM_VALIDATION": "odd",
    "AWS_ACCOUNT_ID_ENDPOINT_MODE": "odd",
    "AWS_METADATA_SERVICE_TIMEOUT": "long",
    "AWS_METADATA_SERVICE_NUM_ATTEMPTS": "many",
    "AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES": "small",
    "AWS_CSM_ENABLED": "true",
    "AWS_CSM_PORT": "none",
    "AWS_ENDPOINT_DISCOVERY_ENABLED": "odd",
    "AWS_AUTH_SCHEME_PREFERENCE": "odd",
    "AWS_SDK_UA_APP_ID": "a\tb",
}

HOSTILE: Mapping[str, str] = {**PROXIES, **ENDPOINTS, **ACCOUNT, **SDK}

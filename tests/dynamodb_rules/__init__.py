"""DynamoDB as AWS publishes it: grammars, names and limits, where the embedded AWS and moto are laxer.

`tests/conftest.py` has every call that a test makes through botocore checked against it, the functions' own too.
"""

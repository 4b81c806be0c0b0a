class Refused(AssertionError):
    """A call that DynamoDB would refuse, by what AWS publishes; the message says why."""

"""The errors of local mode.

LocalError
├── EmulatorError: PortTakenError, EmulatorDiedError (StoppedError), LeftoverError
└── DeploymentError: StackNotFoundError, DeploymentFailedError, UnsupportedResourceError, UnknownPropertyError,
                     PolicyViolatedError

Every message is one line that can be shown to the user as it is.
"""


class LocalError(Exception):
    """Local mode cannot go on."""


class EmulatorError(LocalError):
    """The embedded AWS cannot serve."""


class PortTakenError(EmulatorError):
    """Another process listens on the port asked for, or this user may not."""


class EmulatorDiedError(EmulatorError):
    """The embedded AWS did not start, or ended while it was needed."""


class StoppedError(EmulatorDiedError):
    """Another command had the embedded AWS stopped."""


class LeftoverError(EmulatorError):
    """Something of the embedded AWS could not be removed."""


class DeploymentError(LocalError):
    """The Pulumi program cannot be deployed."""


class StackNotFoundError(DeploymentError):
    """The project or the stack asked for has no configuration file."""


class DeploymentFailedError(DeploymentError):
    """The program raised an error, or the embedded AWS refused a resource."""


class UnsupportedResourceError(DeploymentError):
    """Local mode has no provisioner for a resource type or provider function."""


class UnknownPropertyError(DeploymentError):
    """A resource has an input that its provisioner does not know, so it could only be ignored."""


class PolicyViolatedError(DeploymentError):
    """The program breaks a policy, which `pulumi up` would refuse as well."""


def one_line(error: BaseException) -> str:
    """Return an error's message in one line, fit to follow a colon."""
    return " ".join(str(error).split()) or type(error).__name__

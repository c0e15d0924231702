class TestbedError(Exception):
    """Something a person has to know: printed as it is, without a stack trace."""

    exit_code = 1


class MissingPrerequisite(TestbedError):
    """The machine lacks something; the message names every such thing and its remedy."""

    exit_code = 2

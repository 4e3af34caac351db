"""The schemes that come with the project, named after the system they rate."""

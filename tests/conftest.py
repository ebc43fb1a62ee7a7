"""Property tests draw the same examples every time and may stop to compile a kernel."""

from hypothesis import settings

settings.register_profile("bazaar", deadline=None, derandomize=True)
settings.load_profile("bazaar")

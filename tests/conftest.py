"""For every test: property tests are not timed, and are the same in every run."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "sunboard", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], max_examples=100
)
settings.load_profile("sunboard")

"""What is on, where and when: the pure heart and the published contract.

Nothing here reads a clock, a file, a setting or a random number; everything comes as an argument and every value is
frozen. Depends on msgspec and rfc8785 alone.
"""

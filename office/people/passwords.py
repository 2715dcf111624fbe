"""What a password must be, in our own words. Which rules hold is said in the settings."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LengthValidator(MinimumLengthValidator):
    """Django's, whose sentence has lost its Chinese."""

    def get_error_message(self) -> str:
        """One sentence for the person who chose it."""
        least = self.min_length
        return ngettext("Choose at least %d character.", "Choose at least %d characters.", least) % least

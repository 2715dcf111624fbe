"""What goes between office and screens on a stick: giving it out, taking it in, looking at it as a screen would."""

"""The kiosk.

``sync`` has the network and no display, ``show`` has the display and no network; they meet only on disk.
"""

"""The staff's web console and the public site that the QR codes open: the only place that writes rules and content."""

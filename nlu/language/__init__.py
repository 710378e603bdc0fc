"""What a written Chinese message looks like once spelling, script and dialect no longer matter."""

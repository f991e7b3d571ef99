"""The network that certify ships, and the script that trained it."""

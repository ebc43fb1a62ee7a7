"""The rules that shops and the platform play: what they ask, order, advertise and promote."""

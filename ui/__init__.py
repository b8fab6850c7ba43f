"""What pages share: the frame, the session's state, parts drawn twice, forms, charts and words."""

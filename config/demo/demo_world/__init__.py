"""The fictional world behind the demo exports: its people, what became of them, and how each system writes it down."""

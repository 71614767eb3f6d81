"""The door: who may come in, from where, as whom; and the plain pages before the desk."""

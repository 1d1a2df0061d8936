"""Pages of figures: sessions, and later people, rooms and products against their past and their peers.

Owns which figures stand beside each other. Every figure is the engine's (`boji.engine.grains`); none is
defined here.
"""

"""Shipped tables of places, and the script that makes them."""

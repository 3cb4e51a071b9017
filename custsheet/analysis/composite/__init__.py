"""Tiers by a composite score: what customers are worth now, and what they may come to be worth (behaviour B4)."""

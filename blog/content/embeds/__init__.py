"""Embeds: players, posts and charts of other sites, stored as what readers see before a click."""

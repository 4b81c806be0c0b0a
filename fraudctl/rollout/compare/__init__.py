"""Strategies beside each other on live traffic: a shadow, and the arms of an experiment."""

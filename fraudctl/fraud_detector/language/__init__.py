"""The rule language of Amazon Fraud Detector (DETECTORPL), parsed by its own grammar. Pure.

The service documents no grammar. This one is made of the tables and examples of its user guide ("Rule language
reference"); where those are silent, the tree says what was written, and the conversion what is assumed.
"""

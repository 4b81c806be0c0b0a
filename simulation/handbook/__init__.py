"""The world of the Fraud Detection Handbook, written anew from its description: its figures can be set beside ours.

Le Borgne, Siblini, Lebichot, Bontempi, "Reproducible Machine Learning for Credit Card Fraud Detection - Practical
Handbook", Université Libre de Bruxelles (2022), chapter 3, "Transaction data simulator":
https://fraud-detection-handbook.github.io/fraud-detection-handbook/Chapter_3_GettingStarted/SimulatedDataset.html
"""

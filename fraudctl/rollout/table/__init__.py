"""The strategies table as operators read and write it: pointers, documents, and a row for every change."""

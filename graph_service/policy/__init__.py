"""Rules as data: typed rules, the loader of rule files, and which version is in force on a day. Pure."""

"""The process of the embedded AWS: started, watched, ended, and its temporary folder removed, whoever is killed."""

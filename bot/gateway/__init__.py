"""Between Discord's gateway and the answers: what comes in, who is answered, how replies leave, and staying up."""

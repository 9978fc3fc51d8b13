"""Who may do what: levels, actions, and the one gate that asks for them at the moment of use."""

"""What commands, buttons and menus have in common: who pressed, what was asked, in which language."""

"""What the screen tells the office: a spool that outlives power cuts, and sending it when there is a network."""

"""Forms: shape of what a page takes in. Rules are asked of services; none lives here."""

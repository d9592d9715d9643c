//! Checked model to program to worlds.

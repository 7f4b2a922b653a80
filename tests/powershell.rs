//! The PowerShell module of the staff, as text: no PowerShell is at hand to run it.

//! Institutes and the people in them: roles, invitations, directory, import, policy, deletion.

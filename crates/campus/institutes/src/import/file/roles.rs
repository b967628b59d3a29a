//! What people call roles, in English and Hindi.

use kernel::Role;

use crate::words;

/// The role somebody means; an empty cell means a student, as most lines of most files do.
pub(crate) fn role(text: &str) -> Option<Role> {
    let word = words::fold(text.trim());
    let role = match word.as_str() {
        "" | "student" | "pupil" | "learner" => Role::Student,
        "owner" => Role::Owner,
        "administrator" | "admin" | "principal" | "director" => Role::Administrator,
        "staff" | "office" | "accountant" | "clerk" => Role::Staff,
        "teacher" | "faculty" | "tutor" | "instructor" => Role::Teacher,
        "guardian" | "parent" | "father" | "mother" => Role::Guardian,
        hindi => {
            return HINDI
                .iter()
                .find(|(word, _)| words::fold(word) == hindi)
                .map(|(_, role)| *role);
        }
    };
    Some(role)
}

const HINDI: [(&str, Role); 14] = [
    ("विद्यार्थी", Role::Student),
    ("छात्र", Role::Student),
    ("छात्रा", Role::Student),
    ("स्वामी", Role::Owner),
    ("मालिक", Role::Owner),
    ("प्रशासक", Role::Administrator),
    ("प्रधानाचार्य", Role::Administrator),
    ("कर्मचारी", Role::Staff),
    ("शिक्षक", Role::Teacher),
    ("शिक्षिका", Role::Teacher),
    ("अध्यापक", Role::Teacher),
    ("अभिभावक", Role::Guardian),
    ("पिता", Role::Guardian),
    ("माता", Role::Guardian),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_known_by_their_names_and_others() {
        for known in Role::ALL {
            assert_eq!(role(known.name()), Some(known));
        }
        for (text, known) in [
            ("", Role::Student),
            (" Faculty ", Role::Teacher),
            ("Parent", Role::Guardian),
        ] {
            assert_eq!(role(text), Some(known), "{text}");
        }
        assert!(HINDI.iter().all(|(word, known)| role(word) == Some(*known)));
        assert_eq!(role("wizard"), None);
    }
}

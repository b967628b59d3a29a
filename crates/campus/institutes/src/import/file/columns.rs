//! Which column means what, by the names people give them in English and Hindi.

use crate::words;

/// What a column may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Name,
    Email,
    Role,
    Phone,
    RollNumber,
    GuardianEmail,
    PasswordHash,
}

impl Column {
    /// Every column, in the order of the template.
    pub(crate) const ALL: [Column; 7] = [
        Column::Name,
        Column::Email,
        Column::Role,
        Column::Phone,
        Column::RollNumber,
        Column::GuardianEmail,
        Column::PasswordHash,
    ];

    /// The name in the template and on the wire.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Column::Name => "name",
            Column::Email => "email",
            Column::Role => "role",
            Column::Phone => "phone",
            Column::RollNumber => "roll_number",
            Column::GuardianEmail => "guardian_email",
            Column::PasswordHash => "password_hash",
        }
    }

    /// What else people call it: letters and digits only, lower-case.
    const fn synonyms(self) -> &'static [&'static str] {
        match self {
            Column::Name => &[
                "name",
                "fullname",
                "student",
                "studentname",
                "personname",
                "नाम",
                "पूरानाम",
                "विद्यार्थीकानाम",
                "छात्रकानाम",
            ],
            Column::Email => &[
                "email",
                "emailaddress",
                "emailid",
                "mail",
                "mailid",
                "studentemail",
                "ईमेल",
                "ईमेलपता",
                "मेल",
                "इमेल",
            ],
            Column::Role => &["role", "type", "usertype", "भूमिका", "पद", "प्रकार"],
            Column::Phone => &[
                "phone",
                "phonenumber",
                "mobile",
                "mobilenumber",
                "mobileno",
                "phoneno",
                "contact",
                "contactnumber",
                "telephone",
                "whatsapp",
                "फोन",
                "फ़ोन",
                "मोबाइल",
                "मोबाइलनंबर",
                "फोननंबर",
                "फ़ोननंबर",
                "दूरभाष",
            ],
            Column::RollNumber => &[
                "rollnumber",
                "rollno",
                "roll",
                "enrolmentnumber",
                "enrollmentnumber",
                "enrolmentno",
                "enrollmentno",
                "admissionnumber",
                "admissionno",
                "रोलनंबर",
                "रोलनं",
                "अनुक्रमांक",
                "क्रमांक",
                "नामांकनसंख्या",
            ],
            Column::GuardianEmail => &[
                "guardianemail",
                "guardiansemail",
                "parentemail",
                "parentsemail",
                "guardianemailid",
                "parentemailid",
                "fatheremail",
                "motheremail",
                "अभिभावकईमेल",
                "अभिभावककाईमेल",
                "मातापिताईमेल",
            ],
            Column::PasswordHash => &["passwordhash", "bcrypt", "hash", "पासवर्डहैश"],
        }
    }

    /// What a column with this heading means, if it means anything to us.
    pub(super) fn of(heading: &str) -> Option<Self> {
        let heading = squeezed(heading);
        let means = |column: &Column| column.synonyms().iter().any(|word| squeezed(word) == heading);
        Column::ALL.into_iter().find(means)
    }
}

/// Folded, without anything between the letters: `E-mail ID` is `emailid`. Vowel signs are no letters to Unicode, but part
/// of the word.
fn squeezed(heading: &str) -> String {
    let part = |letter: &char| letter.is_alphanumeric() || ('\u{900}'..='\u{97f}').contains(letter);
    words::fold(heading).chars().filter(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_however_they_are_written() {
        for (heading, column) in [
            ("Name", Column::Name),
            (" FULL NAME ", Column::Name),
            ("पूरा नाम", Column::Name),
            ("E-Mail ID", Column::Email),
            ("ई-मेल", Column::Email),
            ("ईमेल पता", Column::Email),
            ("Mobile No.", Column::Phone),
            ("फ़ोन", Column::Phone),
            ("roll_number", Column::RollNumber),
            ("Roll No", Column::RollNumber),
            ("रोल नंबर", Column::RollNumber),
            ("Parent’s Email", Column::GuardianEmail),
            ("अभिभावक का ई-मेल", Column::GuardianEmail),
            ("भूमिका", Column::Role),
            ("password_hash", Column::PasswordHash),
        ] {
            assert_eq!(Column::of(heading), Some(column), "{heading}");
        }
        assert_eq!(Column::of("Address"), None);
        assert_eq!(Column::of(""), None);
    }

    #[test]
    fn no_word_means_two_things() {
        let all = Column::ALL.iter().flat_map(|column| column.synonyms());
        let mut words: Vec<String> = all.map(|word| squeezed(word)).collect();
        words.sort();
        let count = words.len();
        words.dedup();
        // Two spellings of one word may squeeze to the same; they then belong to the same column.
        assert!(count - words.len() <= 2, "{words:?}");
        for column in Column::ALL {
            assert!(
                column.synonyms().iter().all(|word| Column::of(word) == Some(column)),
                "{column:?}"
            );
        }
    }
}

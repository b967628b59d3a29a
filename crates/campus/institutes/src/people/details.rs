//! What is written about a person besides their place: checked when it is written. Pure.

use kernel::Problem;

use crate::words;

/// The longest name of a person, in characters.
const LONGEST_NAME: usize = 100;
const LONGEST_PHONE: usize = 40;
const LONGEST_ROLL_NUMBER: usize = 40;

/// A person's name: 1 to 100 characters in one line.
///
/// # Errors
/// 400
pub(crate) fn name(text: &str) -> Result<String, Problem> {
    words::one_line("name", text, LONGEST_NAME)
}

/// A telephone number as people write it: digits, spaces, `+ - ( ) . /`. Nothing for an empty text.
///
/// # Errors
/// 400
pub(crate) fn phone(text: &str) -> Result<Option<String>, Problem> {
    let phone = words::optional_line("phone", text, LONGEST_PHONE)?;
    let fits = |c: char| c.is_ascii_digit() || " +-()./".contains(c);
    match phone {
        Some(phone) if !phone.chars().all(fits) || !phone.chars().any(|c| c.is_ascii_digit()) => {
            let detail = "Write the number with digits, for example +91 98765 43210.";
            Err(Problem::validation("phone", detail))
        }
        phone => Ok(phone),
    }
}

/// The number in the institute's books: up to 40 characters. Nothing for an empty text.
///
/// # Errors
/// 400
pub(crate) fn roll_number(text: &str) -> Result<Option<String>, Problem> {
    words::optional_line("roll_number", text, LONGEST_ROLL_NUMBER)
}

/// The address of somebody who looks after the person. Nothing for an empty text.
///
/// # Errors
/// 400
pub(crate) fn guardian_email(text: &str) -> Result<Option<String>, Problem> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    words::email("guardian_email", text).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_numbers() {
        assert_eq!(phone(" +91 (98765) 43210 ").unwrap().unwrap(), "+91 (98765) 43210");
        assert_eq!(phone("").unwrap(), None);
        for text in ["call me", "()", "=1+2", "1\n2"] {
            assert_eq!(phone(text).unwrap_err().fields["field"], "phone", "{text:?}");
        }
    }

    #[test]
    fn what_is_empty_is_absent() {
        assert_eq!(roll_number("  "), Ok(None));
        assert_eq!(guardian_email(""), Ok(None));
        assert_eq!(guardian_email(" M@X.org ").unwrap().unwrap(), "m@x.org");
    }
}

//! What was done, as a name that never changes.

use std::fmt;

/// The name of a kind of deed: words of lower-case letters and `_`, joined by dots, from the general to the particular:
/// `institute.settings.changed`. Made as constants, so that a name is written once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Action(&'static str);

impl Action {
    /// Names a kind of deed. A name of the wrong form does not compile in a constant.
    ///
    /// # Panics
    /// When the name has another form.
    #[expect(clippy::panic, reason = "stops the compiler, not the program")]
    pub const fn new(name: &'static str) -> Self {
        let bytes = name.as_bytes();
        let mut index = 0;
        let mut dots = 0;
        let mut inside_word = false;
        while index < bytes.len() {
            match bytes[index] {
                b'a'..=b'z' | b'_' => inside_word = true,
                b'.' if inside_word => {
                    dots += 1;
                    inside_word = false;
                }
                _ => panic!("an action is named by lower-case words joined by dots"),
            }
            index += 1;
        }
        if dots == 0 || !inside_word || bytes.len() > 80 {
            panic!("an action is named by two or more words joined by dots, 80 letters at most");
        }
        Action(name)
    }

    /// The name.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

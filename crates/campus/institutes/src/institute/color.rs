//! The colour of an institute: dark enough that white words on it can be read. Pure.

use std::{fmt, str::FromStr};

use kernel::Problem;

/// What WCAG 2.2 asks between words and what lies behind them (success criterion 1.4.3, level AA).
const ENOUGH: f64 = 4.5;

/// A colour of the sRGB space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color([u8; 3]);

impl Default for Color {
    /// A quiet blue.
    fn default() -> Self {
        Color([0x2b, 0x5f, 0xa8])
    }
}

impl Color {
    /// How much light it gives, from 0 (black) to 1 (white). Formula: WCAG 2.2, relative luminance.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast with white, from 1 to 21. Formula: WCAG 2.2, contrast ratio.
    fn contrast_with_white(self) -> f64 {
        1.05 / (self.luminance() + 0.05)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Color([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Color {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let color = digits(text)
            .map(Color)
            .ok_or_else(|| Problem::validation("color", "Write the colour as #rrggbb, for example #2b5fa8."))?;
        if color.contrast_with_white() < ENOUGH {
            let detail = "White words on this colour would be hard to read. Choose a darker shade.";
            return Err(Problem::validation("color", detail));
        }
        Ok(color)
    }
}

fn digits(text: &str) -> Option<[u8; 3]> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([part(0)?, part(2)?, part(4)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contrast_is_that_of_the_specification() {
        let contrast = |color: [u8; 3]| Color(color).contrast_with_white();
        assert!((contrast([0, 0, 0]) - 21.0).abs() < 0.001);
        assert!((contrast([255, 255, 255]) - 1.0).abs() < 0.001);
        // The lightest grey that passes, known from many checkers.
        assert!(contrast([0x76, 0x76, 0x76]) >= 4.5 && contrast([0x77, 0x77, 0x77]) < 4.5);
    }

    #[test]
    fn only_dark_colours_written_in_full_are_taken() {
        assert_eq!("#2B5FA8".parse::<Color>().unwrap().to_string(), "#2b5fa8");
        assert_eq!(Color::default().to_string().parse(), Ok(Color::default()));
        for text in [
            "", "#fff", "2b5fa8", "#2b5fa", "#2b5fa8f", "#ggggggg", "#+b5fa8", "#ffdd00", "#é5fa8",
        ] {
            assert_eq!(text.parse::<Color>().unwrap_err().fields["field"], "color", "{text}");
        }
    }
}

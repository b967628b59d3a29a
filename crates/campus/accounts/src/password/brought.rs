//! Hashes that people bring along from elsewhere, and hashes made with other settings.
//!
//! bcrypt (`$2a$`, `$2b$`, `$2y$`) and any Argon2 are verified; at the next sign-in a hash of today's settings takes
//! their place. Costs have a bound: whoever could write a hash with an absurd one could stop the server with it.

use argon2::{Argon2, Params, PasswordVerifier, password_hash::phc::PasswordHash};

/// bcrypt doubles its work with each step; 12 takes about a quarter of a second.
const MOST_BCRYPT: u32 = 12;
/// 256 MiB.
const MOST_MEMORY_KIB: u32 = 256 * 1024;
const MOST_PASSES: u32 = 10;
const MOST_LANES: u32 = 8;

/// A hash that may be verified here.
#[derive(Debug)]
pub(super) enum Kept<'h> {
    Argon2(Box<(PasswordHash, Params)>),
    Bcrypt(&'h str),
}

impl<'h> Kept<'h> {
    /// Reads a hash; says what is wrong with one that is not verified here.
    pub(super) fn read(text: &'h str) -> Result<Self, String> {
        if text.starts_with("$2") {
            return read_bcrypt(text);
        }
        let hash = PasswordHash::new(text).map_err(|error| error.to_string())?;
        let params = Params::try_from(&hash).map_err(|error| error.to_string())?;
        let bounded = params.m_cost() <= MOST_MEMORY_KIB
            && params.t_cost() <= MOST_PASSES
            && params.p_cost() <= MOST_LANES
            && text.starts_with("$argon2");
        if !bounded || hash.hash.is_none() {
            return Err("the hash is not one of Argon2, or too dear to verify".to_owned());
        }
        Ok(Kept::Argon2(Box::new((hash, params))))
    }

    /// Whether it is the hash of this password. `raw` is what was typed, `password` the same in its normal form.
    pub(super) fn opens(&self, raw: &str, password: &str) -> bool {
        match self {
            Kept::Argon2(kept) => Argon2::default().verify_password(password.as_bytes(), &kept.0).is_ok(),
            // Others hashed what was typed, as it was typed.
            Kept::Bcrypt(hash) => {
                let same = |text: &str| bcrypt::verify(text, hash).unwrap_or(false);
                same(raw) || (raw != password && same(password))
            }
        }
    }

    /// Whether a hash of these settings should take its place.
    pub(super) fn is_stale(&self, wanted: &Argon2<'_>) -> bool {
        match self {
            Kept::Bcrypt(_) => true,
            Kept::Argon2(kept) => {
                let (hash, params) = kept.as_ref();
                let today = wanted.params();
                let same = (params.m_cost(), params.t_cost(), params.p_cost())
                    == (today.m_cost(), today.t_cost(), today.p_cost());
                !same || hash.algorithm.as_str() != "argon2id"
            }
        }
    }
}

fn read_bcrypt(text: &str) -> Result<Kept<'_>, String> {
    let known = ["$2a$", "$2b$", "$2y$"].iter().any(|start| text.starts_with(start));
    let cost = text.get(4..6).and_then(|digits| digits.parse::<u32>().ok());
    match cost {
        Some(4..=MOST_BCRYPT) if known && text.len() == 60 => Ok(Kept::Bcrypt(text)),
        Some(cost) if cost > MOST_BCRYPT => Err(format!(
            "bcrypt with a cost of {cost} takes too long; at most {MOST_BCRYPT} is verified"
        )),
        _ => Err("this is no bcrypt hash".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the test vectors of OpenBSD's and John the Ripper's bcrypt.
    const VECTORS: [(&str, &str); 4] = [
        ("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"),
        ("U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"),
        ("", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"),
    ];

    #[test]
    fn bcrypt_of_the_published_vectors() {
        for (password, hash) in VECTORS {
            let kept = Kept::read(hash).unwrap();
            assert!(kept.opens(password, password), "{password}");
            assert!(!kept.opens("U*U**", "U*U**"), "{password}");
            assert!(kept.is_stale(&Argon2::default()));
        }
    }

    #[test]
    fn all_three_names_of_bcrypt_are_known() {
        let (password, hash) = VECTORS[0];
        for name in ["$2a$", "$2b$", "$2y$"] {
            let renamed = hash.replacen("$2a$", name, 1);
            assert!(Kept::read(&renamed).unwrap().opens(password, password), "{name}");
        }
    }

    #[test]
    fn absurd_costs_and_other_hashes_are_not_even_tried() {
        for text in [
            "$2b$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
            "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
            "$2b$05$short",
            "$argon2id$v=19$m=4194304,t=2,p=1$c2FsdHNhbHRzYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$argon2id$v=19$m=64,t=4000000,p=1$c2FsdHNhbHRzYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "$pbkdf2-sha256$i=1000$c2FsdA$AAAA",
            "5f4dcc3b5aa765d61d8327deb882cf99",
            "",
        ] {
            assert!(Kept::read(text).is_err(), "{text}");
        }
    }
}

//! What is wrong with the lines of a file. Pure.

use std::collections::{HashMap, HashSet};

use kernel::{Problem, Role, Roles};

use super::{
    file::{self, Column, Line},
    model::{Checked, Code, Person, RowProblem},
};
use crate::{people::members::Typed, words};

/// Checks lines one after the other and remembers the addresses it has seen.
pub(super) struct Checker {
    /// Whose file it is: nobody brings in people above themselves.
    reach: Role,
    seen: HashMap<String, u64>,
}

impl Checker {
    pub(super) fn new(reach: Role) -> Self {
        Checker {
            reach,
            seen: HashMap::new(),
        }
    }

    /// Checks a line. `known` holds the addresses of those lines that are in the directory.
    pub(super) fn check(&mut self, line: &Line, known: &HashSet<String>) -> Checked {
        let mut problems = unreadable(line);
        let role = self.role(line, &mut problems);
        let typed = Typed {
            email: &line.cell(Column::Email).text,
            name: &line.cell(Column::Name).text,
            role,
            phone: &line.cell(Column::Phone).text,
            roll_number: &line.cell(Column::RollNumber).text,
            guardian_email: &line.cell(Column::GuardianEmail).text,
        };
        let new = typed.check();
        if let Err(refusals) = &new {
            let told: Vec<RowProblem> = refusals.iter().map(|refusal| told(refusal, line)).collect();
            // A cell that could not even be read says so once.
            let news = told.into_iter().filter(|problem| !about(&problems, &problem.column));
            problems.extend(news.collect::<Vec<_>>());
        }
        self.address(line, known, &mut problems);
        let password_hash = self.password_hash(line, &mut problems);
        let found = match new {
            Ok(new) if problems.is_empty() => Ok(Person {
                email: new.email,
                name: new.name,
                role: new.role,
                phone: new.phone,
                roll_number: new.roll_number,
                guardian_email: new.guardian_email,
                password_hash,
            }),
            _ => Err(problems),
        };
        Checked {
            number: line.number,
            name: line.cell(Column::Name).text.clone(),
            email: line.cell(Column::Email).text.clone(),
            found,
        }
    }

    fn role(&self, line: &Line, problems: &mut Vec<RowProblem>) -> Role {
        let cell = line.cell(Column::Role);
        match file::role(&cell.text) {
            _ if cell.formula => {}
            Some(role) if self.reach.may_manage(role) => return role,
            Some(role) => problems.push(problem(
                Column::Role,
                Code::NotAllowed,
                format!(
                    "Your own role does not reach as far as {role}. Ask somebody with a higher one to upload this line."
                ),
            )),
            None => problems.push(problem(
                Column::Role,
                Code::UnknownRole,
                "Write owner, administrator, staff, teacher, student or guardian, or leave it empty for a student.",
            )),
        }
        Role::Student
    }

    /// An address is good for one person.
    fn address(&mut self, line: &Line, known: &HashSet<String>, problems: &mut Vec<RowProblem>) {
        if about(problems, Column::Email.name()) {
            return;
        }
        let Some(email) = address(line) else { return };
        if let Some(first) = self.seen.get(&email) {
            let message = format!("The same address stands in line {first}. Keep one of them.");
            problems.push(problem(Column::Email, Code::Duplicate, message));
        } else if known.contains(&email) {
            let message = "Somebody with this address is in the directory already.";
            problems.push(problem(Column::Email, Code::AlreadyMember, message));
        }
        self.seen.entry(email).or_insert(line.number);
    }

    fn password_hash(&self, line: &Line, problems: &mut Vec<RowProblem>) -> Option<String> {
        let cell = line.cell(Column::PasswordHash);
        if cell.text.is_empty() || cell.formula {
            return None;
        }
        if !Roles::MANAGERS.contain(self.reach) {
            let message = "Only owners and administrators bring password hashes along. Leave the column out.";
            problems.push(problem(Column::PasswordHash, Code::NotAllowed, message));
        } else if !is_bcrypt(&cell.text) {
            let message = "This is no bcrypt hash of cost 4 to 14. Leave it empty; the person then sets a password.";
            problems.push(problem(Column::PasswordHash, Code::BadHash, message));
        }
        Some(cell.text.clone())
    }
}

/// The address of a line in the form the directory keeps, if it is one.
pub(super) fn address(line: &Line) -> Option<String> {
    words::email("email", &line.cell(Column::Email).text).ok()
}

/// Cells that say nothing by themselves: formulas, and texts that were cut.
fn unreadable(line: &Line) -> Vec<RowProblem> {
    let mut problems = Vec::new();
    for column in Column::ALL {
        let cell = line.cell(column);
        if cell.formula {
            let message = "The cell is computed. Copy it and paste only its value.";
            problems.push(problem(column, Code::Formula, message));
        } else if cell.cut {
            problems.push(problem(column, Code::TooLong, "The text is much too long."));
        }
    }
    problems
}

/// The refusal of a form, as one of a line.
fn told(refusal: &Problem, line: &Line) -> RowProblem {
    let field = refusal
        .fields
        .get("field")
        .and_then(|field| field.as_str())
        .unwrap_or_default();
    let column = Column::ALL
        .into_iter()
        .find(|column| column.name() == field)
        .unwrap_or(Column::Name);
    let empty = line.cell(column).text.is_empty();
    let code = match column {
        Column::Name if empty => Code::MissingName,
        Column::Email | Column::GuardianEmail => Code::BadEmail,
        Column::Phone => Code::BadPhone,
        Column::Name | Column::RollNumber if line.cell(column).text.chars().count() > 40 => Code::TooLong,
        _ => Code::BadText,
    };
    problem(column, code, refusal.detail.as_str())
}

fn about(problems: &[RowProblem], column: &str) -> bool {
    problems.iter().any(|problem| problem.column == column)
}

fn problem(column: Column, code: Code, message: impl Into<String>) -> RowProblem {
    RowProblem {
        column: column.name().to_owned(),
        code,
        message: message.into(),
    }
}

/// `$2b$12$` and 53 characters of bcrypt's own base 64. A higher cost would let a file make signing in take minutes.
fn is_bcrypt(text: &str) -> bool {
    let parts: Vec<&str> = text.split('$').collect();
    let ["", "2" | "2a" | "2b" | "2x" | "2y", cost, rest] = parts.as_slice() else {
        return false;
    };
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'/';
    cost.len() == 2
        && cost.parse::<u8>().is_ok_and(|cost| (4..=14).contains(&cost))
        && rest.len() == 53
        && rest.bytes().all(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HASH: &str = "$2b$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW";

    fn checked(text: &str, reach: Role, known: &[&str]) -> Vec<Checked> {
        let lines = file::read(text.as_bytes()).unwrap();
        let known: HashSet<String> = known.iter().map(|email| (*email).to_owned()).collect();
        let mut checker = Checker::new(reach);
        lines.iter().map(|line| checker.check(line, &known)).collect()
    }

    /// Column and code of every problem of the first line.
    fn problems(line: &str, reach: Role) -> Vec<(String, Code)> {
        let head = "name,email,role,phone,roll_number,guardian_email,password_hash\n";
        let checked = checked(&format!("{head}{line}\n"), reach, &["ravi@example.org"]);
        let found = checked.into_iter().next().unwrap().found;
        let problems = found.err().unwrap_or_default();
        problems
            .into_iter()
            .map(|problem| (problem.column, problem.code))
            .collect()
    }

    #[test]
    fn a_good_line_becomes_a_person() {
        let line = format!("name,email,role,phone,password_hash\n आशा , Asha@Example.org,शिक्षक,'+91 98765,{HASH}\n");
        let person = checked(&line, Role::Owner, &[]).remove(0).found.unwrap();
        assert_eq!(
            (person.name.as_str(), person.email.as_str(), person.role),
            ("आशा", "asha@example.org", Role::Teacher)
        );
        assert_eq!(
            (person.phone.as_deref(), person.password_hash.as_deref()),
            (Some("+91 98765"), Some(HASH))
        );
    }

    #[test]
    fn every_kind_of_bad_line_is_told_by_its_column() {
        let long = "x".repeat(600);
        for (line, column, code) in [
            (",asha@example.org".to_owned(), "name", Code::MissingName),
            (format!("{},asha@example.org", "x".repeat(101)), "name", Code::TooLong),
            (format!("{long},asha@example.org"), "name", Code::TooLong),
            ("Asha,asha".to_owned(), "email", Code::BadEmail),
            ("Asha,".to_owned(), "email", Code::BadEmail),
            ("Asha,RAVI@example.org".to_owned(), "email", Code::AlreadyMember),
            ("Asha,=A1&B1".to_owned(), "email", Code::Formula),
            ("=1+1,asha@example.org".to_owned(), "name", Code::Formula),
            ("Asha,asha@example.org,wizard".to_owned(), "role", Code::UnknownRole),
            ("Asha,asha@example.org,owner".to_owned(), "role", Code::NotAllowed),
            ("Asha,asha@example.org,,call me".to_owned(), "phone", Code::BadPhone),
            (
                format!("Asha,asha@example.org,,,{}", "9".repeat(41)),
                "roll_number",
                Code::TooLong,
            ),
            (
                "Asha,asha@example.org,,,,mother".to_owned(),
                "guardian_email",
                Code::BadEmail,
            ),
            (
                "Asha,asha@example.org,,,,,secret".to_owned(),
                "password_hash",
                Code::BadHash,
            ),
            (
                format!("Asha,asha@example.org,,,,,{}", HASH.replace("$12$", "$31$")),
                "password_hash",
                Code::BadHash,
            ),
        ] {
            assert_eq!(
                problems(&line, Role::Administrator),
                [(column.to_owned(), code)],
                "{line}"
            );
        }
        let staff = format!("Asha,asha@example.org,teacher,,,,{HASH}");
        let refused = [
            ("role".to_owned(), Code::NotAllowed),
            ("password_hash".to_owned(), Code::NotAllowed),
        ];
        assert_eq!(problems(&staff, Role::Staff), refused);
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let found = problems("=A1,nobody,wizard,?", Role::Owner);
        let columns: Vec<&str> = found.iter().map(|(column, _)| column.as_str()).collect();
        assert_eq!(columns, ["name", "role", "email", "phone"]);
    }

    #[test]
    fn an_address_is_taken_once_however_it_is_written() {
        let checked = checked("name,email\nA,a@b.c\nB, A@B.C \nC,a@b.c\n", Role::Owner, &[]);
        assert!(checked[0].found.is_ok());
        for late in &checked[1..] {
            let problems = late.found.as_ref().unwrap_err();
            assert_eq!(problems[0].code, Code::Duplicate);
            assert!(problems[0].message.contains("line 2"), "{}", problems[0].message);
        }
    }
}

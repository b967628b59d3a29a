//! Files of all kinds, well-meant and not.

use std::io::{Cursor, Write};

use rust_xlsxwriter::{Formula, Workbook};
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::*;

/// Name and address of every line.
fn people(bytes: &[u8]) -> Result<Vec<(u64, String, String)>, FileProblem> {
    let lines = read(bytes)?;
    let pair = |line: &Line| {
        let text = |column| line.cell(column).text.clone();
        (line.number, text(Column::Name), text(Column::Email))
    };
    Ok(lines.iter().map(pair).collect())
}

fn person(number: u64, name: &str, email: &str) -> (u64, String, String) {
    (number, name.to_owned(), email.to_owned())
}

/// A workbook whose first sheet `fill` writes.
fn workbook(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().unwrap()
}

fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn tables_are_read_whatever_separates_the_cells() {
    for text in [
        "Name,E-mail\nAsha,asha@example.org\n",
        "Name;E-mail\r\nAsha;asha@example.org\r\n",
        "Name\tE-mail\nAsha\tasha@example.org",
        "\u{feff}\"Name\",\"E-mail\"\n\"Asha\",\"asha@example.org\"\n",
        "ignored;Name;E-mail\n1,5;Asha;asha@example.org\n",
        "\"E-mail, private\",Name,E-mail\n;,Asha,asha@example.org\n",
    ] {
        assert_eq!(
            people(text.as_bytes()).unwrap(),
            [person(2, "Asha", "asha@example.org")],
            "{text}"
        );
    }
}

#[test]
fn lines_keep_their_numbers_and_empty_ones_are_passed_over() {
    let text = "नाम,ईमेल\n\n,\nआशा,asha@example.org\n\"Ravi\nKumar\",ravi@example.org\nMeera,meera@example.org\n";
    let read = people(text.as_bytes()).unwrap();
    let numbers: Vec<u64> = read.iter().map(|(number, ..)| *number).collect();
    assert_eq!(numbers, [4, 5, 7]);
}

#[test]
fn headings_decide() {
    let refusal = |text: &str| read(text.as_bytes()).unwrap_err();
    assert_eq!(refusal("Name,Address\nAsha,Kota\n"), FileProblem::NoColumn("email"));
    assert_eq!(refusal("E-mail\na@b.c\n"), FileProblem::NoColumn("name"));
    assert_eq!(
        refusal("Name,E-mail,Mail\nAsha,a@b.c,\n"),
        FileProblem::TwoColumns("email")
    );
    assert_eq!(refusal("Name,E-mail\n"), FileProblem::Empty);
    assert_eq!(refusal("\n \n"), FileProblem::Empty);
    assert!(matches!(
        refusal("Name,E-mail\nZo\u{0},a@b.c\n"),
        FileProblem::Encoding(_)
    ));
}

#[test]
fn files_have_bounds() {
    let wide = vec!["x"; 200].join(",");
    let refusal = read(format!("Name,E-mail,{wide}\n").as_bytes()).unwrap_err();
    assert_eq!(refusal, FileProblem::TooManyColumns(202));
    assert!(refusal.to_string().contains("202 columns; 50 are the most"));
    let mut long = "name,email\n".to_owned();
    for number in 0..=MOST_ROWS {
        long.push_str(&format!("N,n{number}@example.org\n"));
    }
    assert_eq!(read(long.as_bytes()).unwrap_err(), FileProblem::TooManyRows);
}

#[test]
fn workbooks_are_read_like_tables() {
    let bytes = workbook(|sheet| {
        for (column, heading) in ["Name", "Mobile", "E-mail ID", "Roll No"].iter().enumerate() {
            sheet.write(0, column as u16, *heading).unwrap();
        }
        sheet.write(2, 0, "आशा").unwrap();
        sheet.write(2, 1, 9_876_543_210_i64).unwrap();
        sheet.write(2, 2, "asha@example.org").unwrap();
        sheet.write(2, 3, 7).unwrap();
    });
    let lines = read(&bytes).unwrap();
    assert_eq!(lines.len(), 1);
    let text = |column| lines[0].cell(column).text.as_str();
    assert_eq!((lines[0].number, text(Column::Name)), (3, "आशा"));
    assert_eq!((text(Column::Phone), text(Column::RollNumber)), ("9876543210", "7"));
}

#[test]
fn computed_cells_are_known_as_such() {
    let bytes = workbook(|sheet| {
        sheet.write(0, 0, "name").unwrap();
        sheet.write(0, 1, "email").unwrap();
        sheet.write(1, 0, "Asha").unwrap();
        sheet
            .write(
                1,
                1,
                Formula::new("=LOWER(A2)&\"@example.org\"").set_result("asha@example.org"),
            )
            .unwrap();
    });
    let lines = read(&bytes).unwrap();
    assert!(lines[0].cell(Column::Email).formula && !lines[0].cell(Column::Name).formula);
}

#[test]
fn a_far_off_cell_costs_nothing() {
    let far = workbook(|sheet| {
        sheet.write(0, 0, "name").unwrap();
        sheet.write(0, 1, "email").unwrap();
        sheet.write(1_048_575, 0, "Asha").unwrap();
        sheet.write(1_048_575, 1, "asha@example.org").unwrap();
    });
    assert_eq!(people(&far).unwrap(), [person(1_048_576, "Asha", "asha@example.org")]);
    let wide = workbook(|sheet| {
        sheet.write(0, 0, "name").unwrap();
        sheet.write(0, 16_383, "email").unwrap();
    });
    assert_eq!(read(&wide).unwrap_err(), FileProblem::TooManyColumns(16_384));
}

#[test]
fn bombs_do_not_go_off() {
    let zeros = vec![0_u8; 8 << 20];
    let bomb = packed(&[("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    assert!(matches!(read(&bomb).unwrap_err(), FileProblem::Unsafe(why) if why.contains("hundred times")));

    let mut lying = bomb;
    // The archive's own table now says that the entry is as large as it is small.
    let table = lying.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    lying[table + 24..table + 28].copy_from_slice(&1000_u32.to_le_bytes());
    let refusal = read(&lying).unwrap_err();
    assert!(
        matches!(refusal, FileProblem::Unsafe(_) | FileProblem::Damaged(_)),
        "{refusal:?}"
    );

    let names: Vec<String> = (0..10_001).map(|number| number.to_string()).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert!(matches!(read(&packed(&many)).unwrap_err(), FileProblem::Unsafe(why) if why.contains("10,000")));

    // Each part is harmless, all of them together are not.
    let parts = packed(&[("a", &[1; 600][..]), ("b", &[2; 600][..])]);
    let limits = archive::Limits {
        bytes: 1000,
        ..archive::LIMITS
    };
    let refusal = archive::check(&parts, limits).unwrap_err();
    assert!(matches!(refusal, FileProblem::Unsafe(why) if why.contains("200 MiB")));
    assert_eq!(archive::check(&parts, archive::LIMITS), Ok(()));
}

#[test]
fn other_files_are_refused_in_words() {
    assert_eq!(
        read(b"\xd0\xcf\x11\xe0 old Excel").unwrap_err(),
        FileProblem::OldWorkbook
    );
    assert!(matches!(
        read(b"PK\x03\x04 half an archive").unwrap_err(),
        FileProblem::Damaged(_)
    ));
    assert!(matches!(
        read(&packed(&[("hello.txt", b"hello")])).unwrap_err(),
        FileProblem::Damaged(_)
    ));
    assert!(matches!(
        read(b"\x89PNG\r\n\x1a\n\0\0").unwrap_err(),
        FileProblem::Encoding(9)
    ));
}

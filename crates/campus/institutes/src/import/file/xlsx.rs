//! The first sheet of a workbook, cell by cell: never as one table in memory, whose size a single far-off cell could set.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};

use super::{
    FileProblem, MOST_COLUMNS, archive,
    sheet::{Cell, Sheet},
};

/// The most cells that are looked at, whether or not they are of use: all columns of all lines, and as many empty ones.
const MOST_CELLS: usize = 4_000_000;

/// Reads every row into the sheet.
pub(super) fn read(bytes: &[u8], sheet: &mut Sheet) -> Result<(), FileProblem> {
    archive::check(bytes, archive::LIMITS)?;
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let name = workbook.sheet_names().into_iter().next().ok_or(FileProblem::NoSheet)?;
    let mut reader = workbook.worksheet_cells_reader(&name).map_err(damaged)?;
    let mut row = Row::default();
    let mut seen = 0;
    while let Some(found) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
        seen += 1;
        if seen > MOST_CELLS {
            return Err(FileProblem::TooManyRows);
        }
        let (number, column) = found.pos;
        if number != row.number {
            row.hand_over(sheet)?;
            row.number = number;
        }
        row.put(column as usize, cell(&found.value, found.formula.is_some()))?;
    }
    row.hand_over(sheet)
}

/// The row that is being read. Rows and columns are counted from 0.
#[derive(Default)]
struct Row {
    number: u32,
    cells: Vec<Cell>,
    /// The widest column with something in it, when that is too wide.
    too_wide: Option<usize>,
}

impl Row {
    fn put(&mut self, column: usize, cell: Cell) -> Result<(), FileProblem> {
        if cell == Cell::default() {
            return Ok(());
        }
        if column >= MOST_COLUMNS {
            self.too_wide = self.too_wide.max(Some(column + 1));
            return Ok(());
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, Cell::default());
        }
        self.cells[column] = cell;
        Ok(())
    }

    fn hand_over(&mut self, sheet: &mut Sheet) -> Result<(), FileProblem> {
        if let Some(columns) = self.too_wide {
            return Err(FileProblem::TooManyColumns(columns));
        }
        sheet.push(u64::from(self.number) + 1, std::mem::take(&mut self.cells))
    }
}

/// Numbers are written as people read them: a telephone number is no `9.87e9`.
fn cell(value: &DataRef<'_>, formula: bool) -> Cell {
    if formula {
        return Cell::formula();
    }
    match value {
        DataRef::Empty => Cell::default(),
        DataRef::String(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text),
        DataRef::Int(number) => Cell::text(&number.to_string()),
        DataRef::Float(number) => Cell::text(&number.to_string()),
        DataRef::Bool(word) => Cell::text(if *word { "true" } else { "false" }),
        DataRef::DateTime(moment) => Cell::text(&moment.to_string()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::text(text),
        // What a formula could not compute.
        DataRef::Error(_) => Cell::formula(),
    }
}

fn damaged(error: calamine::XlsxError) -> FileProblem {
    FileProblem::Damaged(error.to_string())
}

//! Rows of cells become lines with known columns.

use super::{Column, FileProblem, MOST_COLUMNS, MOST_ROWS};

/// Longer texts are cut here and refused later: no column of ours takes as much.
const LONGEST_CELL: usize = 500;

/// What stands in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Trimmed, at most 500 characters.
    pub text: String,
    /// Whether something was cut off.
    pub cut: bool,
    /// Whether it is computed instead of written.
    pub formula: bool,
}

impl Cell {
    /// A written text.
    pub(super) fn text(text: &str) -> Self {
        let text = text.trim();
        let mut letters = text.chars();
        let kept: String = letters.by_ref().take(LONGEST_CELL).collect();
        Cell {
            text: kept,
            cut: letters.next().is_some(),
            formula: false,
        }
    }

    /// A formula.
    pub(super) fn formula() -> Self {
        Cell {
            formula: true,
            ..Cell::default()
        }
    }

    fn is_empty(&self) -> bool {
        self.text.is_empty() && !self.formula
    }
}

/// One person as the file has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// The line of the file, or the row of the sheet, counted from 1.
    pub number: u64,
    cells: [Cell; Column::ALL.len()],
}

impl Line {
    /// What stands in a column; an empty cell when the file has no such column.
    pub(crate) fn cell(&self, column: Column) -> &Cell {
        &self.cells[column as usize]
    }
}

/// Takes rows, the first of which names the columns.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// For each column of the file, what it means.
    meanings: Option<Vec<Option<Column>>>,
    lines: Vec<Line>,
}

impl Sheet {
    /// Takes the next row. Empty ones are passed over.
    pub(super) fn push(&mut self, number: u64, cells: Vec<Cell>) -> Result<(), FileProblem> {
        let Some(last) = cells.iter().rposition(|cell| !cell.is_empty()) else {
            return Ok(());
        };
        if last >= MOST_COLUMNS {
            return Err(FileProblem::TooManyColumns(last + 1));
        }
        let Some(meanings) = &self.meanings else {
            self.meanings = Some(meanings(&cells)?);
            return Ok(());
        };
        if self.lines.len() >= MOST_ROWS {
            return Err(FileProblem::TooManyRows);
        }
        let mut line = Line {
            number,
            cells: Default::default(),
        };
        for (meaning, cell) in meanings.iter().zip(cells) {
            if let Some(column) = meaning {
                line.cells[*column as usize] = cell;
            }
        }
        if line.cells.iter().any(|cell| !cell.is_empty()) {
            self.lines.push(line);
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Result<Vec<Line>, FileProblem> {
        if self.lines.is_empty() {
            return Err(FileProblem::Empty);
        }
        Ok(self.lines)
    }
}

fn meanings(headings: &[Cell]) -> Result<Vec<Option<Column>>, FileProblem> {
    let meanings: Vec<Option<Column>> = headings.iter().map(|cell| Column::of(&cell.text)).collect();
    for column in Column::ALL {
        let count = meanings.iter().filter(|meaning| **meaning == Some(column)).count();
        let needed = matches!(column, Column::Name | Column::Email);
        match count {
            0 if needed => return Err(FileProblem::NoColumn(column.name())),
            0 | 1 => {}
            _ => return Err(FileProblem::TwoColumns(column.name())),
        }
    }
    Ok(meanings)
}

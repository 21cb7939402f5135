//! Under which keys the names of fields and values stand: one table, whoever names them.

use crate::ideas::{AttachmentKind, Field, Municipality, Status, Theme};

/// The name of a field.
pub fn field_key(field: Field) -> &'static str {
    match field {
        Field::Consent => "field-consent",
        Field::Name => "field-name",
        Field::Organisation => "field-organisation",
        Field::Municipality => "field-municipality",
        Field::Theme => "field-theme",
        Field::Title => "field-title",
        Field::Summary => "field-summary",
        Field::SupportBase => "field-support-base",
        Field::Sustainability => "field-sustainability",
        Field::HelpWanted => "field-help-wanted",
        Field::Contact => "field-contact",
        Field::Attachments => "field-attachments",
    }
}

pub fn municipality_key(municipality: Municipality) -> &'static str {
    match municipality {
        Municipality::Beverwijk => "municipality-beverwijk",
        Municipality::Heemskerk => "municipality-heemskerk",
        Municipality::Velsen => "municipality-velsen",
        Municipality::Other => "municipality-other",
    }
}

pub fn theme_key(theme: Theme) -> &'static str {
    match theme {
        Theme::InnovatieOndernemerschap => "theme-innovation",
        Theme::OnderwijsArbeidsmarkt => "theme-education",
        Theme::Other => "theme-other",
    }
}

/// A file that has no name of its own.
pub fn file_key(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Document => "value-document",
        AttachmentKind::Photo => "value-photo",
        AttachmentKind::Voice => "value-voice",
    }
}

/// A status as whoever follows leads up reads it, in small letters; a question that was spoken about is answered.
pub fn status_key(status: Status, of_question: bool) -> &'static str {
    match (status, of_question) {
        (Status::New, _) => "desk-status-new",
        (Status::InProgress, _) => "desk-status-in-progress",
        (Status::Talked, false) => "desk-status-talked",
        (Status::Talked, true) => "desk-status-answered",
        (Status::Supported, _) => "desk-status-supported",
        (Status::NotFitting, _) => "desk-status-not-fitting",
        (Status::Referred, _) => "desk-status-referred",
        (Status::Withdrawn, _) => "desk-status-withdrawn",
    }
}

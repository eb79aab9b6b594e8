#include "ui/window/notes_panel.h"

#include "core/base/text.h"
#include "ui/theme/theme.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace knockback {

NotesPanel::NotesPanel(Document& document, QWidget* parent) : QWidget(parent), m_document(document)
{
    setObjectName(QStringLiteral("notesPanel"));
    setAccessibleName(tr("Notes"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(grid::kMargin, grid::kGap, grid::kMargin, grid::kGap);
    column->setSpacing(grid::kGap);
    m_list = new QListWidget(this);
    m_list->setWordWrap(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(tr("Notes of this session"));
    column->addWidget(m_list, 1);
    auto* row = new QHBoxLayout;
    m_edit = new QLineEdit(this);
    m_edit->setObjectName(QStringLiteral("noteEdit"));
    m_edit->setMaxLength(2000);
    m_edit->setAccessibleName(tr("A new note"));
    m_add = new QPushButton(tr("Add note"), this);
    row->addWidget(m_edit, 1);
    row->addWidget(m_add);
    column->addLayout(row);
    connect(m_add, &QPushButton::clicked, this, &NotesPanel::add);
    connect(m_edit, &QLineEdit::returnPressed, this, &NotesPanel::add);
    connect(&document, &Document::notesChanged, this, &NotesPanel::update);
    connect(&document, &Document::stateChanged, this, &NotesPanel::update);
    connect(&document, &Document::reset, this, &NotesPanel::update);
    update();
}

void NotesPanel::update()
{
    m_list->clear();
    for (const Note& note : m_document.notes())
        m_list->addItem(QStringLiteral("%1  %2").arg(toClockTime(note.at).left(8), printable(note.text, 2000)));
    const bool file = m_document.state() == Document::State::opened;
    const bool can = !m_document.isEmpty() && !file;
    m_edit->setEnabled(can);
    m_add->setEnabled(can);
    m_edit->setPlaceholderText(file  ? tr("An opened session is only read")
                               : can ? tr("What you changed, what you were told, who is on it")
                                     : tr("Notes are kept with a session: start one first"));
    if (m_list->count() == 0) {
        auto* hint = new QListWidgetItem(
            tr("No notes yet. What is written here is saved with the session and stands in its report."));
        hint->setFlags(Qt::NoItemFlags);
        m_list->addItem(hint);
    }
}

void NotesPanel::add()
{
    const QString text = m_edit->text().trimmed();
    if (text.isEmpty())
        return;
    m_document.addNote(text);
    m_edit->clear();
}

} // namespace knockback

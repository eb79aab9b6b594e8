// Small makers of labels, so that text from the network or a file is never read as markup. Thread: GUI.
#pragma once

#include <QFont>
#include <QLabel>
#include <QLayout>
#include <QString>
#include <QWidget>

class QLineEdit;
class QPushButton;

namespace knockback {

// Plain text, wrapped, to be selected with the mouse.
QLabel* textLabel(const QString& text = {}, QWidget* parent = nullptr);
// Plain text of our own, wrapped, with nothing in it to copy: the cheaper of the two.
QLabel* hintLabel(const QString& text, QWidget* parent = nullptr);
// What textLabel() makes, in the secondary colour.
QLabel* captionLabel(const QString& text = {}, QWidget* parent = nullptr);
// A region's heading.
QLabel* titleLabel(const QString& text = {}, QWidget* parent = nullptr);
// Height, and air beside the words, as everything to press or to type in has here.
void giveRoom(QPushButton& button);
void giveRoom(QLineEdit& edit);
void setLabelColour(QWidget* label, const QColor& colour);
// Deletes everything in a layout.
void clearLayout(QLayout* layout);

} // namespace knockback

// Thread: any; pure. nginx's configuration as a tree, out of `nginx -T` or of plain files in the same form.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QVector>

namespace knockback {

struct NginxDirective
{
    QString name;
    QStringList arguments;
    QVector<NginxDirective> children; // of a block, includes put in their places
    QString where;                    // "/etc/nginx/nginx.conf:12"

    QString first() const { return arguments.value(0); }
    const NginxDirective* child(const char* wanted) const;
};

// The root: its children are the main file's directives. Files begin with "# configuration file NAME:"; text without
// such a line is one file. Without children: not a configuration. Bounded: 8 MiB, 32 blocks deep, 100 000 directives.
NginxDirective readNginx(const QByteArray& text);

} // namespace knockback

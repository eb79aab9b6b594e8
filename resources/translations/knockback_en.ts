<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>knockback::MainWindow</name>
    <message numerus="yes">
        <source>Knockback did not end in order. What it had seen was kept: %1 port %2, from %3, %n attempt(s).</source>
        <translation>
            <numerusform>Knockback did not end in order. What it had seen was kept: %1 port %2, from %3, %n attempt.</numerusform>
            <numerusform>Knockback did not end in order. What it had seen was kept: %1 port %2, from %3, %n attempts.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>knockback::PathPicture</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>knockback::StatusLine</name>
    <message numerus="yes">
        <source>%n attempt(s)</source>
        <translation>
            <numerusform>%n attempt</numerusform>
            <numerusform>%n attempts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n address(es)</source>
        <translation>
            <numerusform>%n address</numerusform>
            <numerusform>%n addresses</numerusform>
        </translation>
    </message>
</context>
</TS>

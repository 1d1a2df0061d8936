from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('disputes', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='dispute',
            name='label_en',
            field=models.CharField(max_length=200, default=''),
            preserve_default=False,
        ),
        # What was raised before keeps the one name that it has.
        migrations.RunSQL(
            "UPDATE disputes_dispute SET label_en = label", migrations.RunSQL.noop
        ),
    ]
